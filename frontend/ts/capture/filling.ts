/** One respondent's answers while they are given: each kept within the second. */

import { closed, draftKey, hex, opened, sealed, secret } from "./crypto";
import { all, alone, change, get, isFull, same } from "./store";
import type { Answer, Draft, Form, Inside, Kept, Place, Question, SealedSet } from "./types";

const LONGEST_PAGE = 600;
export const LONGEST_TEXT = 120;

export type Keeping = "kept" | "keeping" | "full" | "failed";

export class Filling {
  keeping: Keeping = "kept";
  onKeeping: (keeping: Keeping) => void = () => undefined;
  /** Another tab has finished this set. */
  onFinishedElsewhere: () => void = () => undefined;
  private running: Promise<void> | null = null;
  private again = false;
  private opened = Date.now();
  private readonly unwritten = new Map<string, Answer>();
  private wroteFor = false;
  private isSealed = false;
  private isNews = false;

  constructor(
    readonly place: Place,
    public form: Form,
    readonly draftId: string,
    readonly inside: Inside,
    private readonly key: CryptoKey,
    private readonly door: string,
  ) {}

  static empty(): Inside {
    return { id: uuid(), key: secret(), began: false, answers: {}, before: {}, seconds: 0, filledFor: "", sheet: 0 };
  }

  /** A draft of this device; with `copy` also one that came in a file. */
  static async stored(draftId: string, key: CryptoKey, copy?: CryptoKey): Promise<Inside | null> {
    const draft = await get("drafts", draftId);
    if (!draft) return null;
    return (await opened(key, draft)) || (copy ? opened(copy, draft) : null);
  }

  get questions(): Question[] {
    return this.form.sheets.flat().flatMap(([, questions]) => questions);
  }

  get answered(): number {
    return Object.keys(this.inside.answers).length;
  }

  /** The first sheet with an empty item, from 0. */
  get resumeAt(): number {
    const place = this.form.sheets.findIndex((blocks) => blocks.some(([, questions]) => questions.some(([code]) => !(code in this.inside.answers))));
    return Math.max(place, 0);
  }

  choose(code: string, answer: Answer): void {
    this.inside.answers[code] = answer;
    this.unwritten.set(code, answer);
    void this.keep();
  }

  writeFor(text: string): void {
    this.inside.filledFor = text;
    this.wroteFor = true;
    void this.keep();
  }

  turnTo(sheet: number): void {
    this.inside.seconds += Math.min((Date.now() - this.opened) / 1000, LONGEST_PAGE);
    this.inside.seconds = Math.max(0, Math.round(this.inside.seconds));
    this.opened = Date.now();
    this.inside.sheet = sheet;
    void this.keep();
  }

  /** Write to the device; changes made meanwhile are written right after. */
  keep(): Promise<void> {
    this.again = true;
    this.tell("keeping");
    this.running ??= this.write().finally(() => (this.running = null));
    return this.running;
  }

  private async write(): Promise<void> {
    while (this.again) {
      this.again = false;
      try {
        if (!(await alone(this.draftId, () => this.put()))) return this.onFinishedElsewhere();
      } catch (error) {
        this.tell(isFull(error) ? "full" : "failed");
        return;
      }
    }
    this.tell("kept");
  }

  /** False where another tab has finished the set: nothing is written any more. */
  private async put(): Promise<boolean> {
    if (!(await this.meet())) return false;
    const written = new Map(this.unwritten);
    const box = await closed(this.key, this.inside);
    await change(["drafts", "put", { id: this.draftId, place: this.place.id, answered: this.answered, ...box }]);
    for (const [code, answer] of written) if (this.unwritten.get(code) === answer) this.unwritten.delete(code);
    return true;
  }

  /** What other tabs of this device have kept since the last look; true where it changes what is shown. */
  async look(): Promise<boolean> {
    if (!(await alone(this.draftId, () => this.meet()))) this.onFinishedElsewhere();
    const { isNews } = this;
    this.isNews = false;
    return isNews;
  }

  /** Lay what this tab has not written yet over what the others have kept. */
  private async meet(): Promise<boolean> {
    if (this.place.kind !== "link") return !this.isSealed;
    const there = await Filling.stored(this.draftId, this.key);
    if (!there) return !(await this.isFinished());
    const { inside } = this;
    const { id, key, sequence, sent } = there;
    const answers = { ...there.answers, ...Object.fromEntries(this.unwritten) };
    this.isNews ||= !same(answers, inside.answers);
    const began = there.began || inside.began;
    const seconds = Math.max(there.seconds, inside.seconds);
    const filledFor = this.wroteFor ? inside.filledFor : there.filledFor;
    Object.assign(inside, { id, key, sequence, sent, answers, began, seconds, filledFor });
    return true;
  }

  private async isFinished(): Promise<boolean> {
    const { place, inside } = this;
    const mine = inside.sequence || 1;
    const [sets, accepted] = await Promise.all([all("sets"), all("accepted")]);
    return sets.some((set) => set.place === place.id && set.sequence >= mine) || accepted.some((done) => done.place === place.id && done.receipt.sequence >= mine);
  }

  private tell(keeping: Keeping): void {
    this.keeping = keeping;
    this.onKeeping(keeping);
  }

  /** Seal for the campaign: from here on nobody can read it on this device. Null where that was done before. */
  async finish(): Promise<SealedSet | null> {
    await this.running;
    return alone(this.draftId, async () => ((await this.meet()) ? this.seal() : null));
  }

  private async seal(): Promise<SealedSet> {
    const { id, key, answers, seconds, filledFor, sequence = 1, slip } = this.inside;
    const content = { key, answers, consent: this.inside.consent || this.place.consent, seconds, filled_for: filledFor.trim() };
    const box = await sealed(this.place.publicKey, `${id}:${sequence}`, content);
    const label = `${this.place.roleLabel}, ${this.place.school}`;
    const door = slip ? `${this.door}.${slip}` : this.door;
    const set: SealedSet = { id, sequence, door, sealed: box, place: this.place.id, label, problem: "" };
    const kept = await this.kept(id);
    await change(["sets", "put", set], ["drafts", "delete", this.draftId], kept ? ["kept", "put", kept] : ["kept", "delete", this.place.id]);
    this.isSealed = true;
    return set;
  }

  /** For edits from this device, where its holder says that it is their own; at a poster, to withdraw. */
  private async kept(set: string): Promise<Kept | null> {
    if (!this.inside.mayEdit) return null;
    const next: Inside = { ...this.inside, sent: { ...this.inside.answers }, sequence: (this.inside.sequence || 1) + 1, filledFor: this.inside.filledFor.trim() };
    const bare: Inside = { ...next, answers: {}, sent: {}, before: {}, filledFor: "", slip: "" };
    const id = this.place.id;
    if (this.place.kind === "class") return { id: set, place: id, set, full: null, bare: await closed(await draftKey(id), bare), receivedAt: 0 };
    return { id, set, full: await closed(this.key, next), bare: await closed(this.key, bare), receivedAt: 0 };
  }

  /** A copy that opens on another device too, for who has the link. */
  async copy(key: CryptoKey): Promise<Draft> {
    return { id: this.draftId, place: this.place.id, answered: this.answered, ...(await closed(key, this.inside)) };
  }
}

function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] as number) & 15) | 64;
  bytes[8] = ((bytes[8] as number) & 63) | 128;
  return hex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
