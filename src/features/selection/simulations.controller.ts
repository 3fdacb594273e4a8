import { Body, Controller, Query } from '@nestjs/common';

import { roles } from '../../platform/http/access.js';
import { Ctx, Id } from '../../platform/http/context.js';
import { Act, Create, Edit, Read } from '../../platform/http/routes.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { SELECTION_ROLES } from './jury-scope.rules.js';
import { SimulationDecisions } from './simulation-decisions.service.js';
import { CompareQuery, CreateSimulationDto, DecideSimulationDto, EditSimulationDto, SimulationsQuery } from './simulation.dto.js';
import { ComparisonView, DecidedView, SimulationListView, SimulationView } from './simulation.views.js';
import { SimulationsService } from './simulations.service.js';

const READERS = roles(...SELECTION_ROLES);
const JURY = roles('REGIONAL_JURY');

@Controller('v1')
export class SimulationsController {
  constructor(
    private readonly simulations: SimulationsService,
    private readonly decisions: SimulationDecisions,
  ) {}

  @Read('calls/:id/simulations', {
    access: READERS,
    summary: 'Simulations of the jury, newest first',
    answer: SimulationListView,
  })
  list(@Ctx() context: RequestContext, @Id() id: string, @Query() query: SimulationsQuery): Promise<Answer<SimulationListView>> {
    return this.simulations.list(context, id, query);
  }

  @Read('calls/:id/simulations/compare', {
    access: READERS,
    summary: 'Up to five simulations side by side, with their totals',
    answer: ComparisonView,
  })
  compare(@Ctx() context: RequestContext, @Id() id: string, @Query() query: CompareQuery): Promise<Answer<ComparisonView>> {
    return this.simulations.compare(context, id, query.ids);
  }

  @Create('calls/:id/simulations', {
    access: JURY,
    summary: 'Start a simulation: empty, copied from another one, or from a computed selection. It decides nothing',
    answer: SimulationView,
  })
  create(@Ctx() context: RequestContext, @Id() id: string, @Body() body: CreateSimulationDto): Promise<Answer<SimulationView>> {
    return this.simulations.create(context, id, body);
  }

  @Read('simulations/:id', {
    access: READERS,
    summary: 'A simulation, dossier by dossier, and what it comes to',
    answer: SimulationView,
  })
  read(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<SimulationView>> {
    return this.simulations.read(context, id);
  }

  @Edit('simulations/:id', {
    access: JURY,
    summary: 'Set lines of a simulation; the others stay',
    answer: SimulationView,
    problems: ['conflict'],
  })
  edit(@Ctx() context: RequestContext, @Id() id: string, @Body() body: EditSimulationDto): Promise<Answer<SimulationView>> {
    return this.simulations.edit(context, id, body);
  }

  @Act('simulations/:id/archive', {
    access: JURY,
    summary: 'Take a simulation away',
    answer: SimulationView,
    ifMatch: 'required',
  })
  archive(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<SimulationView>> {
    return this.simulations.archive(context, id);
  }

  @Act('simulations/:id/decide', {
    access: JURY,
    summary: 'Select dossiers that the simulation takes in, each by its own act and with its own answer',
    answer: DecidedView,
    ifMatch: 'required',
  })
  decide(@Ctx() context: RequestContext, @Id() id: string, @Body() body: DecideSimulationDto): Promise<Answer<DecidedView>> {
    return this.decisions.decide(context, id, body);
  }
}
