import { Int, Pattern, Text } from '../../platform/http/fields.js';

export class AnnounceUploadDto {
  @Text({ max: 60, description: 'Document of the call, or item that an agency asks for.', example: 'RIB' })
  code!: string;
  @Text({ max: 255, description: 'A label is made from it; its extension says the type.', example: 'rib-2023.pdf' })
  fileName!: string;
  @Int({ min: 1, max: 1_000_000_000_000, description: 'Bytes, exactly.', example: 182_044 })
  size!: number;
  @Pattern({
    pattern: /^[0-9a-f]{64}$/,
    max: 64,
    optional: true,
    description: 'SHA-256 of the file, lower-case hexadecimal: compared with what is received.',
    example: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  })
  sha256?: string;
}
