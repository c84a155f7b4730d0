import variant from '@jitl/quickjs-wasmfile-release-sync';
import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSSyncVariant,
  type QuickJSWASMModule,
} from 'quickjs-emscripten-core';
import { limits } from '../limits.ts';

/** Node has it; the type declarations we use are without the browser's. */
declare const WebAssembly: { readonly Memory: new (pages: { initial: number; maximum: number }) => object };

const PAGE_BYTES = 64 * 1024;
/** The module is built to begin with so much. */
const INITIAL_PAGES = 256;

/**
 * Loads QuickJS into a memory that cannot grow beyond the limit. QuickJS's own limit does not hold in WebAssembly, where it
 * cannot ask how large what it was given is, and so counts eight bytes for each: without this, a script had 2 GiB.
 */
export async function loadQuickjs(): Promise<QuickJSWASMModule> {
  const wasmMemory = new WebAssembly.Memory({
    initial: INITIAL_PAGES,
    maximum: (limits.quickjsBytes + limits.memoryBytes) / PAGE_BYTES,
  });
  // The package's types describe its CommonJS form, whose default export is one level deeper.
  const base = variant as unknown as QuickJSSyncVariant;
  return await newQuickJSWASMModuleFromVariant(newVariant(base, { wasmMemory }));
}
