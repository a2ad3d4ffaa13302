import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { URL, fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { defineConfig } from 'vite';

const root = fileURLToPath(new URL('../src/web/', import.meta.url));
const outDir = fileURLToPath(new URL('../dist/web/', import.meta.url));

/** Next to each asset what browsers take of it compressed. */
const compressedAssets = {
  name: 'compressed-assets',
  closeBundle: () => {
    const assets = new URL('assets/', `file://${outDir}`);
    for (const name of readdirSync(assets).filter((each) => /\.(js|css)$/.test(each))) {
      const file = new URL(name, assets);
      const bytes = readFileSync(file);
      writeFileSync(`${fileURLToPath(file)}.gz`, gzipSync(bytes, { level: 9 }));
      const params = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
      writeFileSync(`${fileURLToPath(file)}.br`, brotliCompressSync(bytes, { params }));
    }
  },
};

export default defineConfig({
  root,
  // Relative, as a proxy may serve all this below a path of its own.
  base: './',
  plugins: [compressedAssets],
  build: {
    outDir,
    emptyOutDir: true,
    target: 'es2022',
    // No preloading script and nothing as data: of which the policy would complain.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    // A library marks what runs in browsers only; all of this does.
    rolldownOptions: { checks: { moduleLevelDirective: false } },
  },
});
