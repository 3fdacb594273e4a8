import { join } from 'node:path';

import { Global, Injectable, Module, type OnModuleDestroy } from '@nestjs/common';

import { CONFIG, type Config } from '../config/config.js';
import { DiskStorage } from './disk.storage.js';
import { S3Storage } from './s3.storage.js';
import { Storage } from './storage.js';
import { UploadFolder } from './upload-folder.js';

/** Ends what the chosen storage holds open. */
@Injectable()
class StorageCloser implements OnModuleDestroy {
  constructor(private readonly storage: Storage) {}

  async onModuleDestroy(): Promise<void> {
    if (this.storage instanceof S3Storage) await this.storage.close();
  }
}

const open = ({ s3, storageDir }: Config): Storage =>
  s3 === undefined ? new DiskStorage(join(storageDir, 'objects')) : new S3Storage(s3);

@Global()
@Module({
  providers: [{ provide: Storage, inject: [CONFIG], useFactory: open }, UploadFolder, StorageCloser],
  exports: [Storage, UploadFolder],
})
export class StorageModule {}
