module Livename
  # Puts the script into the head of each page, for people who are signed in.
  class ScriptTag < Redmine::Hook::ViewListener
    # How Redmine writes people: links to users, and those who commit and have no account.
    PEOPLE = {
      scan_application: "redmine",
      scan_map: "#main a.user[href*='/users/'] -> {id}",
      scan_names: "td.author, ul.details i"
    }.freeze

    def view_layouts_base_html_head(_context)
      return "" unless User.current.logged?

      tag.script(src: "#{Livename.setting("server")}/livename.js",
                 data: { scan: "", token: livename_token_path, **PEOPLE })
    end
  end
end
