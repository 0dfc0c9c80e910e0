/** Words of `<live-search>`. */
export const words = {
  en: {
    "search.label": "Find people",
    "search.hint": "Name, title, department, phone …",
    "search.results": "People found",
    "search.none": "Nobody found.",
    "search.more": "There are more. Type on to see fewer.",
    "search.failed": "Search does not work now. Try again.",
    "search.found.one": "{count} person found",
    "search.found.other": "{count} people found",
    "search.chosen": "Chosen",
  },
  de: {
    "search.label": "Personen finden",
    "search.hint": "Name, Titel, Abteilung, Telefon …",
    "search.results": "Gefundene Personen",
    "search.none": "Niemand gefunden.",
    "search.more": "Es gibt mehr. Tippen Sie weiter, um weniger zu sehen.",
    "search.failed": "Die Suche geht gerade nicht. Versuchen Sie es noch einmal.",
    "search.found.one": "{count} Person gefunden",
    "search.found.other": "{count} Personen gefunden",
    "search.chosen": "Ausgewählt",
  },
} as const;
