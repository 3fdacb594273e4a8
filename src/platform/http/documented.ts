// The description of the API is written with the decorators of `@nestjs/swagger`, which is a fifth of all the modules that a start would
// load, and which nobody needs before the description is asked for. They are noted here at import, and applied when it is made.

import type * as Swagger from '@nestjs/swagger';

type AnyDecorator = (target: object, key?: string | symbol, descriptor?: PropertyDescriptor) => void;

const noted: ((swagger: typeof Swagger) => void)[] = [];

/** A decorator of `@nestjs/swagger`, for a class, a method or a property, applied when the description is made. */
export function documented(
  make: (swagger: typeof Swagger) => ClassDecorator | MethodDecorator | PropertyDecorator,
): ClassDecorator & MethodDecorator & PropertyDecorator {
  return (target: object, key?: string | symbol, descriptor?: PropertyDescriptor): void => {
    noted.push((swagger) => {
      (make(swagger) as AnyDecorator)(target, key, descriptor);
    });
  };
}

/** Loads the package and applies what was noted since the last time, in the order of the code. */
export async function swagger(): Promise<typeof Swagger> {
  const loaded = await import('@nestjs/swagger');
  for (const apply of noted.splice(0)) apply(loaded);
  return loaded;
}
