/** Injection token of the kernel's Clock: the only source of the present moment. */
export const CLOCK = Symbol('Clock');
