#!/bin/sh
# Chromium as the tests start it. Each window of it loads two hidden pages for the suggestions of its address bar, in
# a process of its own, which takes longer than most pages of a test do; without a screen nobody ever sees them.
# Chromium heeds the last --disable-features only, so they are added to those that Playwright gives.
for argument; do
  case $argument in
    --disable-features=*) argument="$argument,WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup" ;;
  esac
  set -- "$@" "$argument"
  shift
done
exec "${LIVENAME_CHROMIUM:-/usr/bin/chromium}" "$@"
