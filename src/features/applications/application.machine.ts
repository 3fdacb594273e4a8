// The life of a dossier, from the draft to the decision (docs/workflow/application.md). States and guards of the programme's own texts;
// acts of the committee, the jury and the funders are fired by the features above. The edges stand by phase in the files beside.

import { seesApplication } from '../../access/application-scope.js';
import { defineMachine } from '../../kernel/machine.js';
import { completeness } from './application-completeness.machine.js';
import type { ApplicationEvent } from './application-edges.machine.js';
import { committee, examination } from './application-examination.machine.js';
import type { ApplicationFacts, ApplicationState } from './application-facts.js';
import { filing, withdrawal } from './application-filing.machine.js';
import { reopening } from './application-reopening.machine.js';
import { jurySelection } from './application-selection.machine.js';

export type { ApplicationFacts, ApplicationState } from './application-facts.js';
export type { ApplicationEvent } from './application-edges.machine.js';

const JURY = { fr: 'le jury régional', en: 'the regional jury' };
const BOTH_AGENCIES = { fr: 'la Caf et la DDETS', en: 'the Caf and the DDETS' };
const COMMITTEE = { fr: 'le comité départemental', en: 'the departmental committee' };

export const applicationMachine = defineMachine<ApplicationState, ApplicationEvent, ApplicationFacts>({
  name: 'application',
  label: { fr: 'Dossier', en: 'Application' },
  states: {
    DRAFT: { fr: 'Brouillon', en: 'Draft' },
    SUBMITTED: { fr: 'Déposé', en: 'Submitted' },
    INCOMPLETE: { fr: 'Incomplet', en: 'Incomplete' },
    COMPLETE: { fr: 'Complet', en: 'Complete' },
    INELIGIBLE: { fr: 'Inéligible', en: 'Ineligible' },
    UNDER_EXAMINATION: { fr: 'En instruction', en: 'Under examination' },
    EXAMINED: { fr: 'Instruit', en: 'Examined' },
    ON_AGENDA: { fr: 'À l’ordre du jour', en: 'On the agenda' },
    COMMITTEE_FAVOURABLE: { fr: 'Avis favorable du comité', en: 'Favourable opinion of the committee' },
    COMMITTEE_RESERVED: { fr: 'Avis du comité avec réserves', en: 'Opinion of the committee with reserves' },
    COMMITTEE_UNFAVOURABLE: { fr: 'Avis défavorable du comité', en: 'Unfavourable opinion of the committee' },
    DEFERRED: { fr: 'Ajourné', en: 'Deferred' },
    SHORTLISTED: { fr: 'Retenu par le jury', en: 'Shortlisted' },
    RESERVE: { fr: 'Sur liste de réserve', en: 'On the reserve list' },
    AWARDED: { fr: 'Attribué', en: 'Awarded' },
    REFUSED: { fr: 'Refusé', en: 'Refused' },
    DISMISSED: { fr: 'Classé sans suite', en: 'Dismissed' },
    WITHDRAWN: { fr: 'Retiré', en: 'Withdrawn' },
    LATE: { fr: 'Hors délai', en: 'Late' },
  },
  initial: 'DRAFT',
  terminal: ['INELIGIBLE', 'AWARDED', 'REFUSED', 'DISMISSED', 'WITHDRAWN', 'LATE'],
  editable: ['DRAFT', 'INCOMPLETE'],
  visibleTo: seesApplication,
  waitingOn: {
    DRAFT: { fr: 'le porteur', en: 'the holder' },
    SUBMITTED: BOTH_AGENCIES,
    INCOMPLETE: { fr: 'le porteur, puis la Caf ou la DDETS', en: 'the holder, then the Caf or the DDETS' },
    COMPLETE: BOTH_AGENCIES,
    UNDER_EXAMINATION: BOTH_AGENCIES,
    EXAMINED: { fr: 'le secrétariat du comité', en: 'the committee’s secretariat' },
    ON_AGENDA: COMMITTEE,
    DEFERRED: { fr: 'le secrétariat du comité', en: 'the committee’s secretariat' },
    COMMITTEE_FAVOURABLE: JURY,
    COMMITTEE_RESERVED: JURY,
    COMMITTEE_UNFAVOURABLE: JURY,
    RESERVE: JURY,
    SHORTLISTED: { fr: 'les deux financeurs', en: 'both funders' },
  },
  edges: [...filing, ...completeness, ...examination, ...committee, ...jurySelection, withdrawal, ...reopening],
});
