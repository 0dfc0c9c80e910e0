# Writes who is who for `livename people import`:
# RAILS_ENV=production bundle exec rails runner plugins/livename/aliases.rb > redmine.csv
require "csv"

puts %w[address name alias:redmine].to_csv
User.active.where.not(login: "").each { |user| puts [user.mail, user.name, user.id].to_csv if user.mail.present? }
