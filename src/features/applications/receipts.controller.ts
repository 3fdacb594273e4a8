import { Controller, Param } from '@nestjs/common';

import { PUBLIC } from '../../platform/http/access.js';
import { Read } from '../../platform/http/routes.js';
import type { Answer } from '../../platform/workflow/request.js';
import { ReceiptsReader } from './receipts.reader.js';
import { ReceiptKeyListView, ReceiptProofView } from './receipts.views.js';

@Controller('v1/receipts')
export class ReceiptsController {
  constructor(private readonly receipts: ReceiptsReader) {}

  @Read('keys', {
    access: PUBLIC,
    summary: 'Public keys that sign receipts, newest first',
    description: 'Check a receipt without this service: `npm run receipt:verify -- receipt.json key.pem`.',
    answer: ReceiptKeyListView,
  })
  keys(): Promise<Answer<ReceiptKeyListView>> {
    return this.receipts.keys();
  }

  @Read(':number', {
    access: PUBLIC,
    summary: 'Whether a receipt was given, when, and the hash of what was filed',
    description: 'No name and nothing of the content: compare the hashes with those of the receipt or of the document at hand.',
    answer: ReceiptProofView,
  })
  prove(@Param('number') number: string): Promise<Answer<ReceiptProofView>> {
    return this.receipts.prove(number);
  }
}
