import { Body, Controller, Query } from '@nestjs/common';

import { AUTHENTICATED, roles } from '../../platform/http/access.js';
import { Ctx, Id } from '../../platform/http/context.js';
import { PageQuery } from '../../platform/http/pagination.js';
import { Act, Create, Read, Upload } from '../../platform/http/routes.js';
import { Sent } from '../../platform/http/uploads.js';
import type { Piece } from '../../platform/storage/upload-folder.js';
import type { Answer, Download, RequestContext } from '../../platform/workflow/request.js';
import { DocumentIntake } from './document-intake.service.js';
import { AnnounceUploadDto } from './documents.dto.js';
import { DocumentsReader } from './documents.reader.js';
import { DocumentsService } from './documents.service.js';
import { DocumentListView, DocumentView } from './documents.views.js';

const HOLDER = roles('HOLDER_EDITOR', 'HOLDER_REPRESENTATIVE');

type Reply = Promise<Answer<DocumentView>>;

@Controller('v1')
export class DocumentsController {
  constructor(
    private readonly documents: DocumentsService,
    private readonly intake: DocumentIntake,
    private readonly reader: DocumentsReader,
  ) {}

  @Create('applications/:id/documents', {
    access: HOLDER,
    summary: 'Announce a file; its bytes follow by PUT',
    answer: DocumentView,
    problems: ['transition-not-allowed'],
  })
  announce(@Ctx() context: RequestContext, @Id() id: string, @Body() body: AnnounceUploadDto): Reply {
    return this.documents.announce(context, id, body);
  }

  @Read('applications/:id/documents', {
    access: AUTHENTICATED,
    summary: 'Files of an application, every version',
    answer: DocumentListView,
  })
  list(@Ctx() context: RequestContext, @Id() id: string, @Query() query: PageQuery): Promise<Answer<DocumentListView>> {
    return this.reader.list(context, id, query);
  }

  @Read('documents/:id', { access: AUTHENTICATED, summary: 'One file: state, hash, where to resume', answer: DocumentView })
  one(@Ctx() context: RequestContext, @Id() id: string): Reply {
    return this.reader.one(context, id);
  }

  @Upload('documents/:id/content', {
    access: HOLDER,
    summary: 'Send the bytes, or what is missing of them',
    description:
      'Whole, or from `upload.offset` on after a cut. Once the announced size is there, the content is checked: type, extension and first bytes agree, nothing active, nothing hidden, nothing that unpacks beyond the limits.',
    answer: DocumentView,
  })
  receive(@Ctx() context: RequestContext, @Id() id: string, @Sent() piece: Piece): Reply {
    return this.intake.receive(context, id, piece);
  }

  @Read('documents/:id/content', {
    access: AUTHENTICATED,
    summary: 'The bytes, as an attachment',
    media: '*/*',
    problems: ['rule-not-met'],
  })
  content(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<Download>> {
    return this.reader.content(context, id);
  }

  @Act('documents/:id/detach', {
    access: HOLDER,
    summary: 'Take a file off a dossier that is being written',
    answer: DocumentView,
  })
  detach(@Ctx() context: RequestContext, @Id() id: string): Reply {
    return this.documents.detach(context, id);
  }
}
