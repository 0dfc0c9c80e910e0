/** Words of the offer to sign in. */
export const words = {
  en: {
    label: "Livename",
    offer: "Sign in to see who is available",
    hide: "Not now",
  },
  de: {
    label: "Livename",
    offer: "Anmelden und sehen, wer erreichbar ist",
    hide: "Jetzt nicht",
  },
} as const;
