import { Module } from '@nestjs/common';

import { AlarmsReader } from './alarms.reader.js';
import { LetterArchive } from './archive.service.js';
import { DisclosuresController } from './disclosures.controller.js';
import { Disclosures } from './disclosures.service.js';
import { LettersClock } from './letters.clock.js';
import { LettersController } from './letters.controller.js';
import { LettersReactions } from './letters.reactions.js';
import { LettersReader } from './letters.reader.js';

@Module({
  controllers: [LettersController, DisclosuresController],
  providers: [LetterArchive, LettersReactions, LettersClock, LettersReader, AlarmsReader, Disclosures],
  exports: [LettersClock],
})
export class LettersModule {}
