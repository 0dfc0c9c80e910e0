import type { Alert } from "@livename/client";
import type { Locale } from "../locales/locale.ts";
import { wordsIn } from "../locales/words.ts";
import { statusText } from "../status/text.ts";
import { alertWords } from "./words.ts";

/** An alert in one sentence: "Amy Currie is available". */
export const alertSentence = ({ when, name, presence }: Alert, locale: Locale): string =>
  wordsIn(alertWords, locale).text(`said.${when}`, { name, status: statusText(locale, presence) });
