/** Words about messages that arrive in a hidden tab. */
export const attentionWords = {
  en: {
    ask: "Be told of new messages while you look elsewhere?",
    yes: "Tell me",
    no: "No",
    message: "New message",
  },
  de: {
    ask: "Neue Nachrichten melden, wenn Sie woanders sind?",
    yes: "Melden",
    no: "Nein",
    message: "Neue Nachricht",
  },
} as const;
