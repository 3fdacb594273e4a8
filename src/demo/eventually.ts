/** Reads until it is so: the scheduler shows within a second or two what time has decided. */
export async function eventually<View>(
  read: () => Promise<View>,
  done: (view: View) => boolean,
  otherwise: string,
): Promise<View> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const view = await read();
    if (done(view)) return view;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(otherwise);
}
