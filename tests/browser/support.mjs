// Where the programs under test lie.
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const sourceFolder = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const build = process.env.PROVOST_BUILD ?? join(sourceFolder, 'build/release');
export const templatesTest = join(build, 'templates_test');
