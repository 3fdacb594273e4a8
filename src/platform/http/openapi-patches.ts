// The description of a merge patch (RFC 7396): inside its objects too a member may be left out, and null removes one that is optional.

import type { OpenAPIObject } from '@nestjs/swagger';

type Node = Record<string, unknown>;
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);

const PREFIX = '#/components/schemas/';

/** Gives the operations marked `x-merge-patch` a body whose nested objects are patches too. Arrays keep whole items: they are replaced. */
export function describePatches(document: OpenAPIObject): void {
  const schemas = (document.components?.schemas ?? {}) as Record<string, Node>;
  const bodies = new Set<string>();
  for (const item of Object.values(document.paths)) {
    for (const operation of Object.values(item as Record<string, Node>)) {
      if (!isNode(operation) || operation['x-merge-patch'] !== true) continue;
      delete operation['x-merge-patch'];
      const { content } = operation.requestBody as { content: Record<string, { schema: { $ref: string } }> };
      for (const { schema } of Object.values(content)) bodies.add(schema.$ref.slice(PREFIX.length));
    }
  }
  for (const name of bodies) openMembers(schemas, schemas[name]);
}

function openMembers(schemas: Record<string, Node>, schema: Node | undefined): void {
  for (const property of Object.values((schema?.properties ?? {}) as Record<string, Node>)) {
    const choices = (property.anyOf ?? property.allOf ?? [property]) as Node[];
    for (const choice of choices) if (typeof choice.$ref === 'string') choice.$ref = patchOf(schemas, choice.$ref);
  }
}

function patchOf(schemas: Record<string, Node>, reference: string): string {
  const name = reference.slice(PREFIX.length);
  const patch = `${name.replace(/Dto$/, '')}Patch`;
  if (schemas[patch] === undefined && schemas[name] !== undefined) {
    const { required = [], ...whole } = structuredClone(schemas[name]);
    schemas[patch] = whole;
    const properties = (whole.properties ?? {}) as Record<string, Node>;
    for (const [member, property] of Object.entries(properties)) {
      if (!(required as string[]).includes(member)) properties[member] = orNull(property);
    }
    openMembers(schemas, whole);
  }
  return PREFIX + patch;
}

function orNull(property: Node): Node {
  const { type } = property;
  if (typeof type === 'string') return { ...property, type: [type, 'null'] };
  return '$ref' in property ? { anyOf: [property, { type: 'null' }] } : property;
}
