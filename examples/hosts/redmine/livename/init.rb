Redmine::Plugin.register :livename do
  name "Livename"
  description "Names on all pages become live: who is there, and a chat with them"
  version "0.1.0"
  requires_redmine version_or_higher: "4.2"
end

require File.expand_path("lib/livename/token", __dir__)
require File.expand_path("lib/livename/script_tag", __dir__)
