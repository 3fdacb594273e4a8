import { Prisma } from '../../generated/prisma/client.js';

/** What the screen shows of the way in which the session `s` is held, beside the facts. */
export const CONDUCT_DISPLAY = Prisma.sql`json_build_object(
  'modeDecision', s.mode_decision,
  'documents', (SELECT coalesce(json_agg(json_build_object('applicationId', d.application_id, 'documentId', d.document_id, 'title', d.title,
    'note', d.note) ORDER BY d.position), '[]') FROM session_document d WHERE d.session_id = s.id),
  'sendings', (SELECT coalesce(json_agg(json_build_object('memberId', c.member_id, 'sentAt', c.sent_at, 'means', c.means, 'cause', c.cause,
    'sentBy', c.sent_by) ORDER BY c.sent_at, c.member_id), '[]') FROM convocation_sending c WHERE c.session_id = s.id),
  'contributions', (SELECT coalesce(json_agg(json_build_object('id', r.id, 'itemId', r.item_id, 'memberId', r.member_id, 'text', r.text,
    'at', r.at) ORDER BY r.id), '[]') FROM session_contribution r WHERE r.session_id = s.id),
  'hearings', (SELECT coalesce(json_agg(json_build_object('id', h.id, 'itemId', h.item_id, 'name', h.name, 'capacity', h.capacity,
    'enteredAt', h.entered_at, 'leftAt', h.left_at) ORDER BY h.id), '[]') FROM session_hearing h WHERE h.session_id = s.id))`;
