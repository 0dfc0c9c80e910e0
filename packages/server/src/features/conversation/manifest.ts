import { defineFeature } from "../../house/manifest.ts";
import { presenceFeature } from "../presence/index.ts";
import { privacyFeature } from "../privacy/index.ts";
import { createConversation } from "./feature.ts";
import { reachOf } from "./reach.ts";
import { conversationStorage } from "./storage/storage.ts";

/** Conversations of two, and everybody's inbox. */
export const conversationFeature = defineFeature({
  name: "conversation",
  needs: [presenceFeature, privacyFeature],
  storages: [conversationStorage],
  open: (house) =>
    createConversation({
      ...house,
      store: house.storage(conversationStorage),
      reach: reachOf(house.get(privacyFeature), house.get(presenceFeature)),
    }),
});
