# Answers with a token for whoever is signed in to Redmine.
class LivenameController < ApplicationController
  skip_before_action :check_if_login_required, raise: false

  def token
    response.headers["Cache-Control"] = "no-store"
    # Not 401: browsers would write it on the console of each page.
    return head(:no_content) if User.current.mail.blank?

    render plain: Livename::Token.for(User.current.mail)
  end
end
