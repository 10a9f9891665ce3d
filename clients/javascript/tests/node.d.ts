// What the kit uses of Node, for a compiler without Node's own types: the kit's types are checked, not Node's.

declare module "node:assert";
declare module "node:child_process";
declare module "node:crypto";
declare module "node:fs";
declare module "node:http";
declare module "node:path";
declare const process: any;
declare const Buffer: any;
type Buffer = Uint8Array & { toString(): string };
