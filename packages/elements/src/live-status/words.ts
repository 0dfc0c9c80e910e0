/** Words of the chooser, besides those that all elements share. */
export const statusWords = {
  en: {
    offline: "Appear offline",
    "offline.now": "Appearing offline",
    "offline.explain": "Everybody sees you offline. You see them as before.",
    recent: "Used last",
    "recent.use": "Use “{message}”",
    exceptions: "May disturb you all the same",
  },
  de: {
    offline: "Offline erscheinen",
    "offline.now": "Sie erscheinen offline",
    "offline.explain": "Alle sehen Sie offline. Sie sehen alle wie zuvor.",
    recent: "Zuletzt verwendet",
    "recent.use": "„{message}“ verwenden",
    exceptions: "Darf Sie trotzdem stören",
  },
} as const;
