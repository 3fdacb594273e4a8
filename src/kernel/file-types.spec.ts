import fc from 'fast-check';

import { attachment, FILE_TYPES, fileLabel, typeOfName } from './file-types.js';

describe('names of files', () => {
  it.each([
    ['rapport.PDF', 'pdf'],
    ['a.b.docx', 'docx'],
    ['photo.JPG', 'jpeg'],
    ['photo.jpeg ', 'jpeg'],
    ['page.html', undefined],
    ['a.pdf.exe', undefined],
    ['pdf', undefined],
    ['a.pdf.', undefined],
    ['a.constructor', undefined],
    ['a.toString', undefined],
  ])('%s is of type %s', (name, type) => {
    expect(typeOfName(name)).toBe(type);
  });

  it.each([
    ['Délibération n° 12 (signée).pdf', 'Délibération n° 12 (signée).pdf'],
    ['../../etc/passwd.pdf', 'passwd.pdf'],
    ['C:\\Users\\maire\\rib.pdf', 'rib.pdf'],
    ['....//....//a.pdf', 'a.pdf'],
    ['.pdf', 'document.pdf'],
    ['con.pdf', 'document.pdf'],
    ['a\r\nSet-Cookie: x.pdf', 'a Set-Cookie x.pdf'],
    ['facture\u202efdp.exe.pdf', 'facture fdp.exe.pdf'],
    ['a"; filename="b.html.pdf', 'a filename= b.html.pdf'],
    ['e\u0301te\u0301.pdf', 'été.pdf'],
    ['~$a.pdf', '$a.pdf'],
    [`${'a'.repeat(400)}.pdf`, `${'a'.repeat(120)}.pdf`],
  ])('%j becomes %j', (given, label) => {
    expect(fileLabel(given, 'pdf')).toBe(label);
  });

  const anyName = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ unit: 'grapheme', maxLength: 60 }));

  it('are labels: no path, no control, no hidden direction, one extension, and the same when made twice', () => {
    fc.assert(
      fc.property(anyName, fc.constantFrom(...FILE_TYPES), (name, type) => {
        const label = fileLabel(name, type);
        expect(label).toMatch(/^[^\\/\u0000-\u001f\u007f-\u009f"*:<>?|\u200b-\u200f\u202a-\u202e\u2066-\u2069]+\.[a-z]{3,4}$/u);
        expect(label.startsWith('.')).toBe(false);
        expect(typeOfName(label)).toBe(type);
        expect(fileLabel(label, type)).toBe(label);
      }),
    );
  });

  it('make one header line that gives the label back', () => {
    fc.assert(
      fc.property(anyName, (name) => {
        const label = fileLabel(name, 'pdf');
        const header = attachment(label);
        const [, plain, whole] =
          /^attachment; filename="([\x20-\x21\x23-\x5b\x5d-\x7e]*)"; filename\*=UTF-8''([\w.~%-]+)$/.exec(header) ?? [];
        expect(plain).toBeDefined();
        expect(decodeURIComponent(whole ?? '')).toBe(label);
      }),
    );
  });
});
