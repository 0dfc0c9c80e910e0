/** Words of the privacy settings. They promise only what SPEC V guarantees. */
export const privacyWords = {
  en: {
    who: "Who sees you",
    everybody: "Everybody",
    allow: "Only these people",
    block: "Everybody but these people",
    "explain.everybody": "Everybody in the directory sees your status and can write to you.",
    "explain.allow":
      "Everybody else sees you offline, and you see them offline too. What they write does not reach you, and they are not told.",
    "explain.allow.nobody":
      "Nobody sees you, and you see nobody: to each other you are offline. Choose who may see you.",
    "explain.block":
      "These people see you offline, and you see them offline too. What they write does not reach you, and they are not told.",
    "explain.block.nobody": "Nobody is chosen yet, so everybody sees you.",
    "people.allow": "Who sees you",
    "people.block": "From whom you hide",
    shown: "Show another status to…",
    "explain.shown":
      "They see this status and message while you are not offline. Whoever stands in several sees the first.",
    "shown.row": "Status {count}",
    "shown.to": "To whom",
    "shown.status": "Which status",
    "shown.until": "Until",
    "shown.add": "Add a status",
    "shown.remove": "Remove",
    save: "Save",
    discard: "Discard changes",
    saving: "Saving…",
    saved: "Saved",
    unsaved: "Not saved yet",
    elsewhere: "Your settings were changed on another device meanwhile. Saving puts these in their place.",
    "problem.nobody-chosen": "Choose for whom each status is, or remove it.",
    "problem.past": "Choose a time that is still to come.",
    "problem.too-many": "That is more than the server takes. Choose a group in place of many people.",
    "problem.failed": "Your settings could not be saved. Try again.",
    "problem.load": "Your settings are not available now.",
    "problem.retry": "Try again",
    loading: "Loading…",
  },
  de: {
    who: "Wer Sie sieht",
    everybody: "Alle",
    allow: "Nur diese Personen",
    block: "Alle außer diesen Personen",
    "explain.everybody": "Alle im Verzeichnis sehen Ihren Status und können Ihnen schreiben.",
    "explain.allow":
      "Alle anderen sehen Sie offline, und Sie sehen auch diese offline. Was sie schreiben, erreicht Sie nicht, und sie erfahren es nicht.",
    "explain.allow.nobody":
      "Niemand sieht Sie, und Sie sehen niemanden: Sie sind füreinander offline. Wählen Sie, wer Sie sehen darf.",
    "explain.block":
      "Diese Personen sehen Sie offline, und Sie sehen auch diese offline. Was sie schreiben, erreicht Sie nicht, und sie erfahren es nicht.",
    "explain.block.nobody": "Noch ist niemand gewählt, deshalb sind Sie für alle sichtbar.",
    "people.allow": "Wer Sie sieht",
    "people.block": "Vor wem Sie sich verbergen",
    shown: "Einen anderen Status zeigen…",
    "explain.shown":
      "Diese Personen sehen diesen Status und diese Nachricht, solange Sie nicht offline sind. Wer mehrfach vorkommt, sieht den ersten.",
    "shown.row": "Status {count}",
    "shown.to": "Wem",
    "shown.status": "Welcher Status",
    "shown.until": "Bis",
    "shown.add": "Status hinzufügen",
    "shown.remove": "Entfernen",
    save: "Speichern",
    discard: "Änderungen verwerfen",
    saving: "Wird gespeichert…",
    saved: "Gespeichert",
    unsaved: "Noch nicht gespeichert",
    elsewhere:
      "Ihre Einstellungen wurden inzwischen auf einem anderen Gerät geändert. Speichern setzt diese an deren Stelle.",
    "problem.nobody-chosen": "Wählen Sie, für wen jeder Status ist, oder entfernen Sie ihn.",
    "problem.past": "Wählen Sie eine Zeit, die noch kommt.",
    "problem.too-many": "Das ist mehr, als der Server annimmt. Wählen Sie eine Gruppe statt vieler Personen.",
    "problem.failed": "Ihre Einstellungen konnten nicht gespeichert werden. Versuchen Sie es noch einmal.",
    "problem.load": "Ihre Einstellungen sind gerade nicht verfügbar.",
    "problem.retry": "Noch einmal",
    loading: "Wird geladen…",
  },
} as const;

export type PrivacyWord = keyof typeof privacyWords.en;
