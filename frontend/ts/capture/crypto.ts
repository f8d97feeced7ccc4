/** Drafts under the respondent's own key; finished sets under the campaign's. */

import { get, putOnce } from "./store";
import type { Box, Inside } from "./types";

const text = new TextEncoder();
const DRAFT = text.encode("sakaguru device draft 1");
const SET = text.encode("sakaguru set 1");

export const hex = (bytes: ArrayBuffer | Uint8Array): string =>
  [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

function base64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

const bytesOf = (encoded: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(encoded), (sign) => sign.charCodeAt(0));

export const digest = async (words: string): Promise<string> =>
  hex(await crypto.subtle.digest("SHA-256", text.encode(words)));

/** 32 random bytes, in signs that fit an address. */
export const secret = (): string => hex(crypto.getRandomValues(new Uint8Array(32)));

/** The key of a draft: from what the respondent holds and what never leaves this device. */
export async function draftKey(held: string): Promise<CryptoKey> {
  const device = await deviceKey();
  return derived(await crypto.subtle.sign("HMAC", device, text.encode(held)));
}

/** The key of a copy in a file: who has the link can open it elsewhere. */
export const copyKey = (held: string): Promise<CryptoKey> => derived(text.encode(held));

async function deviceKey(): Promise<CryptoKey> {
  const known = await get("keys", "device");
  if (known) return known.key;
  const made = await crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return (await putOnce("keys", "device", { name: "device", key: made })).key;
}

async function derived(held: BufferSource, salt = new Uint8Array(), info = DRAFT): Promise<CryptoKey> {
  const from = await crypto.subtle.importKey("raw", held, "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt, info };
  const made = { name: "AES-GCM", length: 256 };
  return crypto.subtle.deriveKey(how, from, made, false, ["encrypt", "decrypt"]);
}

export async function closed(key: CryptoKey, inside: Inside): Promise<Box> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = text.encode(JSON.stringify(inside));
  return { iv, box: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, plain) };
}

/** What a box holds; null where the key is another one. */
export async function opened(key: CryptoKey, draft: Box): Promise<Inside | null> {
  try {
    const iv = new Uint8Array(draft.iv);
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, draft.box);
    return JSON.parse(new TextDecoder().decode(plain)) as Inside;
  } catch {
    return null;
  }
}

/** Seal for the campaign; `name` is the envelope, id and sequence. */
export async function sealed(publicKey: string, name: string, content: unknown): Promise<string> {
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const campaign = await crypto.subtle.importKey("raw", bytesOf(publicKey), curve, false, []);
  const once = await crypto.subtle.generateKey(curve, true, ["deriveBits"]);
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", once.publicKey));
  const agree = { name: "ECDH", public: campaign };
  const shared = await crypto.subtle.deriveBits(agree, once.privateKey, 256);
  const key = await derived(shared, point, SET);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const seal = { name: "AES-GCM", iv, additionalData: text.encode(name) };
  const box = await crypto.subtle.encrypt(seal, key, text.encode(JSON.stringify(content)));
  return base64(new Uint8Array([...point, ...iv, ...new Uint8Array(box)]));
}
