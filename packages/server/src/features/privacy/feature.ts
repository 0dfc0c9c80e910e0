import type { WireLimits } from "@livename/wire";
import { privacyChanged, privacyGet, privacySet } from "@livename/wire/handlers";
import type { PrivacyInit, PrivacySetRequest } from "@livename/wire/privacy";
import type { CommandContext, Feature, Session } from "../../kernel/feature.ts";
import { endingHere } from "../../kernel/given-end.ts";
import { checkBase } from "../../kernel/held.ts";
import { isDone, withKey } from "../../kernel/keys.ts";
import { push } from "../../kernel/push.ts";
import { route } from "../../kernel/route.ts";
import { Subscribers } from "../../kernel/subscribers.ts";
import { Turns } from "../../kernel/turns.ts";
import type { Groups } from "../../people/groups.ts";
import type { People } from "../../people/people.ts";
import type { Privacy } from "../../people/privacy.ts";
import { createView, type ViewOf } from "../../people/view.ts";
import type { Clock } from "../../time/clock.ts";
import { type Owner, PrivacyIndex } from "./privacy-index.ts";
import { checkSettings, EVERYBODY } from "./settings.ts";
import type { PrivacyStore } from "./storage/contract.ts";

export interface PrivacyOptions {
  readonly clock: Clock;
  readonly store: PrivacyStore;
  readonly people: People;
  readonly groups: Groups;
  readonly communities: readonly string[];
  readonly limits: Pick<WireLimits, "subjects" | "statusChars">;
}

/** Privacy as a feature, with its answers for others. */
export interface PrivacyFeature extends Feature, Privacy {
  /** What everybody may see of everybody, by these settings. */
  readonly view: ViewOf;
}

/** Reads the settings that are kept, then serves privacy. */
export async function createPrivacy(options: PrivacyOptions): Promise<PrivacyFeature> {
  const { clock, store, people, groups, communities, limits } = options;
  const subjects = { people, groups, limit: limits.subjects };
  const index = new PrivacyIndex(clock, groups);
  const turns = new Turns<Owner>();
  const followers = new Subscribers();

  for (const community of communities)
    for (const { person, privacy } of await store.all(community)) index.load(community, person, privacy);

  const register = ({ record }: Owner): PrivacyInit => ({
    version: { epoch: store.epoch, version: record.version },
    settings: record.settings,
  });

  const set = async (
    owner: Owner,
    { settings = EVERYBODY, base }: PrivacySetRequest,
    command: CommandContext,
  ): Promise<void> => {
    const { community, person, record } = owner;
    if (isDone(record.keys, command)) return;
    checkBase(
      base,
      { epoch: store.epoch, version: record.version },
      "The privacy settings were changed elsewhere meanwhile. Read them with Get, then set them again.",
    );
    const checked = checkSettings(settings, { subjects, limits, owner, held: record.settings, nowMs: clock.now() });
    const next = { settings: checked, version: record.version + 1, keys: withKey(record.keys, command) };
    await store.set(community, person, next);
    index.set(owner, next);
    const frame = push(privacyChanged, register(owner));
    for (const session of followers.of(topicOf(owner))) session.pushRegister("privacy", frame, followers);
  };

  return {
    name: "privacy",
    routes: [
      route(privacyGet, { rate: "read" }, (session, _request, context) => {
        followers.subscribe(context, session, topicOf(session));
        return register(index.obtain(session.community, session.person));
      }),
      route(privacySet, { rate: "write" }, async (session, request, command) => {
        const owner = index.obtain(session.community, session.person);
        const nowMs = clock.now();
        const shown = request.settings?.shown.map(({ to, choice }) => ({
          ...{ to, choice: choice && endingHere(choice, command, nowMs) },
        }));
        const settings = request.settings && shown && { ...request.settings, shown };
        await turns.take(owner, () => set(owner, { ...request, settings }, command));
        return register(owner);
      }),
    ],
    view: createView(index),
    plain: (community, person) => index.plain(community, person),
    seenByAll: (community, person) => index.plain(community, person),
    hides: (community, person, other) => index.hides(community, person, other),
    hidden: (community, a, b) => index.hidden(community, a, b),
    shown: (community, person, watcher) => index.shown(community, person, watcher),
    visibleSinceMs: (community, watcher, person) => index.visibleSinceMs(community, watcher, person),
    onChange: (listener) => index.onChange(listener),
    async stop() {
      index.stop();
      await turns.settled();
    },
  };
}

function topicOf({ community, person }: Pick<Session, "community" | "person">): string {
  return `${community} ${person}`;
}
