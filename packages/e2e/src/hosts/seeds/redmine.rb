# Run by `rails runner` in Redmine's copy: fills it with people and issues that are made up.
require "json"

# A thread that sends mail meanwhile would wait for the database, and the database for it.
ActiveJob::Base.queue_adapter = :inline
ActionMailer::Base.perform_deliveries = false

given = JSON.parse(File.read(ENV.fetch("LIVENAME_SEED_FILE")))
Redmine::DefaultData::Loader.load("en") if Redmine::DefaultData::Loader.no_data?

{ "app_title" => "Departures (demo)", "default_language" => "en", "default_projects_public" => "1",
  "welcome_text" => given["made_up"], "enabled_scm" => ["Git"], "gravatar_enabled" => "0",
  "date_format" => "%Y-%m-%d", "time_format" => "%H:%M" }.each { |name, value| Setting[name] = value }
User.find_by(login: "admin").update!(must_change_passwd: false)

users = given["people"].map do |person|
  User.new(firstname: person["given"], lastname: person["family"], mail: person["address"], language: "en").tap do |user|
    user.login = person["uid"]
    user.password = user.password_confirmation = given["password"]
    user.status = User::STATUS_ACTIVE
    user.save!
    user.pref.update!(hide_mail: false, no_self_notified: true)
  end
end

project = Project.create!(name: "Departures", identifier: "departures", description: given["made_up"],
                          enabled_module_names: %w[issue_tracking time_tracking news wiki repository boards calendar gantt])
project.trackers = Tracker.all
roles = Role.givable.to_a
users.each_with_index do |user, n|
  Member.create!(project: project, user: user, roles: [roles[n.zero? ? 0 : 1 + n % (roles.size - 1)]])
end

start = Time.local(2026, 3, 2, 9)
statuses = IssueStatus.all.to_a
priorities = IssuePriority.active.to_a
issues = given["subjects"].each_with_index.map do |subject, n|
  at = start + n * 5.hours
  issue = Issue.new(project: project, tracker: project.trackers[n % project.trackers.size], subject: subject,
                    author: users[n % users.size], assigned_to: users[(n + 3) % users.size],
                    status: statuses[n % statuses.size], priority: priorities[n % priorities.size],
                    description: "#{given["made_up"]}\n\nAsk #{users[(n + 1) % users.size].mail} or @#{users[(n + 2) % users.size].login}.")
  issue.save!
  issue.update_columns(created_on: at, updated_on: at)
  issue
end

# Histories: what was said, and who was given what.
issues.first(4).each_with_index do |issue, n|
  4.times do |step|
    user = users[(n + step * 2 + 1) % users.size]
    issue = Issue.find(issue.id)
    issue.init_journal(user, step.even? ? "Looked at it; #{users[(step + 5) % users.size].firstname} knows more." : "")
    issue.assigned_to = users[(n + step + 4) % users.size]
    issue.done_ratio = 20 * (step + 1)
    issue.save!
    issue.journals.last.update_columns(created_on: issue.created_on + (step + 1).hours)
  end
  users[4, 3].each { |user| Watcher.create!(watchable: issue, user: user) }
end

wiki = project.wiki || Wiki.create!(project: project, start_page: "Wiki")
page = WikiPage.new(wiki: wiki, title: "Wiki")
users.first(5).each_with_index do |user, n|
  content = page.content || WikiContent.new(page: page)
  content.text = "h1. Departures\n\n#{given["made_up"]}\n\n" + (0..n).map { |row| "* #{users[row].name}: #{users[row].mail}" }.join("\n")
  content.author = user
  content.comments = "Line #{n + 1}"
  page.save_with_content(content) or raise page.errors.full_messages.join
  page.reload
end

News.create!(project: project, author: users[2], title: "Version 1.0 is out", summary: "Made up", description: given["made_up"])
board = Board.create!(project: project, name: "Talk", description: "Made-up talk")
topic = Message.create!(board: board, author: users[1], subject: "Where does the board hang?", content: given["made_up"])
users[2, 3].each { |user| topic.children << Message.new(board: board, author: user, subject: "Re", content: "In the hall. #{user.mail}") }
TimeEntry.create!(project: project, issue: issues.first, user: users[3], author: users[3], hours: 2, spent_on: Date.new(2026, 3, 4), activity: TimeEntryActivity.first)

repository = Repository::Git.create!(project: project, url: given["repository"], root_url: given["repository"], is_default: true, identifier: "main")
repository.fetch_changesets
