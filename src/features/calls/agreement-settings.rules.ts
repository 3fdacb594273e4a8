// Agreements as a call sets them: what must hold together in a draft already. Pure.

import type { Reason } from '../../kernel/errors.js';
import { AGREEMENT_MODELS } from './agreement-models.rules.js';
import type { CallSettings } from './call-settings.js';
import { isPrivateHolder } from './private-holder.rules.js';

export function agreementFaults({ agreement, holderTypes }: CallSettings): Reason[] {
  if (agreement === undefined) return [];
  const { required, model } = agreement;
  const faults: Reason[] = [];
  if (required === 'NEVER' && holderTypes.some(isPrivateHolder)) {
    faults.push({
      rule: 'agreementOwedByLaw',
      pointer: '/settings/agreement/required',
      message: {
        fr: 'Cet appel est ouvert à des porteurs privés, à qui la loi impose une convention au-delà de 23 000 € par an : choisissez BY_LAW.',
        en: 'This call is open to private holders, of whom the law asks an agreement above 23,000 € a year: choose BY_LAW.',
      },
    });
  }
  const versions: readonly number[] = AGREEMENT_MODELS[model.code];
  if (!versions.includes(model.version)) {
    faults.push({
      rule: 'agreementModelKnown',
      pointer: '/settings/agreement/model/version',
      message: {
        fr: `Ce modèle n’a pas de version ${model.version} : choisissez parmi ${versions.join(', ')}.`,
        en: `This model has no version ${model.version}: choose among ${versions.join(', ')}.`,
      },
    });
  }
  return faults;
}
