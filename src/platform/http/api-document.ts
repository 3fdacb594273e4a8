import { Injectable } from '@nestjs/common';

/** The text of the API's description, made at the first reading: a process that nobody asks never pays for it. */
@Injectable()
export class ApiDocument {
  private source: (() => Promise<object>) | undefined;
  private made: Promise<string> | undefined;

  describedBy(source: () => Promise<object>): void {
    this.source = source;
  }

  /** @throws Error before the application is prepared */
  async text(): Promise<string> {
    if (this.source === undefined) throw new Error('the API has no description yet');
    return (this.made ??= this.source().then((document) => JSON.stringify(document)));
  }
}
