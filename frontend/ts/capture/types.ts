/** Points of the chosen option, or TT (tidak tahu), TB (tidak berlaku). */
export type Answer = number | "TT" | "TB";
export type Answers = Record<string, Answer>;

/** code, text, why, example, index of its options, 1: TT is offered + 2: TB is. */
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
  consentHtml: string;
  publicKey: string;
  formUrl: string;
  language: string;
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
}

export interface Draft {
  id: string;
  place: string;
  answered: number;
  iv: Uint8Array;
  box: ArrayBuffer;
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
}
