/** Points of the chosen option, or TT (tidak tahu), TB (tidak berlaku). */
export type Answer = number | "TT" | "TB";
export type Answers = Record<string, Answer>;

/** code, text, why, example, index of its options, 1: TT is offered + 2: TB is + 4: not in this language. */
export type Question = [string, string, string, string, number, number];

/** What a role is asked, in pages as the server cuts them. */
export interface Form {
  minutes: number;
  intro: string;
  options: [number, string][][];
  sheets: [string, Question[]][][];
}

/** A door that was prepared on this device: a personal link, or a role of a poster. */
export interface Place {
  id: string;
  kind: "link" | "class";
  door: string; // empty for a link: its address holds it
  school: string;
  campaign: string;
  role: string;
  roleLabel: string;
  office: boolean;
  lastDay: string;
  consent: string;
  consents: Record<string, string>; // its text, by the language of the page
  publicKey: string;
  forms: Record<string, string>; // addresses of the questionnaire, by language
  languages: [string, string][]; // code and own name
  language: string;
  slips?: boolean; // each answer needs the code of a family's slip
  readyAt: number;
  bytes: number;
}

/** What only the respondent may read; kept encrypted. */
export interface Inside {
  id: string;
  key: string;
  began: boolean;
  answers: Answers;
  before: Record<string, number>;
  seconds: number;
  filledFor: string;
  sheet: number;
  consent?: string; // its version, as it was read and agreed to
  sequence?: number; // 1 where it is missing; each edit that is sent counts on
  mayEdit?: boolean; // this is the respondent's own device
  slip?: string;
  sent?: Answers; // as the server has them, while they are changed
}

export interface Box {
  iv: Uint8Array;
  box: ArrayBuffer;
}

export interface Draft extends Box {
  id: string;
  place: string;
  answered: number;
}

/** What an edit needs once the set has arrived: answers for a day, its secret until the end. */
export interface Kept {
  id: string; // of the link's place
  set: string;
  full: Box | null;
  bare: Box;
  receivedAt: number; // 0: not yet
  place?: string; // at a poster, where `id` is the set's
  number?: string; // of the receipt
}

/** A finished set: readable only for the server. */
export interface SealedSet {
  id: string;
  sequence: number;
  door: string;
  sealed: string;
  place: string;
  label: string;
  problem: string;
  code?: string; // of the problem
}

export interface Receipt {
  number: string;
  submission: string;
  sequence: number;
  digest: string;
  received: string;
  key: string;
  signature: string;
}

export interface Accepted {
  id: string;
  place: string;
  label: string;
  receipt: Receipt;
  at?: number; // by the clock of the device, to forget in time
}
