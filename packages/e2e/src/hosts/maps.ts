/** What the examples' tags say of how each application writes people; `npm run hosts` sees that they do say it. */
export const MAPS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  redmine: {
    "scan-application": "redmine",
    "scan-map": "#main a.user[href*='/users/'] -> {id}",
    "scan-names": "td.author, ul.details i",
  },
  mediawiki: {
    "scan-application": "wiki",
    "scan-map": "a.mw-userlink -> *:{user}; .mw-parser-output a, .mw-contributions-user-tools > a -> User:{user}",
  },
  // As it shows full names; npm run hosts has it with users' names.
  dokuwiki: { "scan-names": "span.user bdi, .docInfo bdi ~ bdi" },
  roundcube: { "scan-map": ".rcmContactAddress -> @title {mail}" },
  cgit: {
    "scan-map": "table.commit-info td -> {name} <{mail}>",
    "scan-names": "table.list td:nth-child(3), td.sub.right",
  },
  gitweb: {
    "scan-map": "a.list -> <{mail}>",
    "scan-names": "td.author, .author_date a.list:first-of-type, #metadata_owner td:last-child",
  },
  php: {
    "scan-application": "site",
    "scan-map": 'a[href*="/author/"] -> {uid}',
    "scan-names": ".comment-author .fn",
  },
  gitlab: {
    "scan-application": "gitlab",
    "scan-map": "a[data-username] -> @data-username {uid}\na.js-user-link, a.gfm-project_member -> /{uid}",
  },
};
