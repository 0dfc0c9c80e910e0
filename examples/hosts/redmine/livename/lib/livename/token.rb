require "base64"
require "json"
require "openssl"

module Livename
  # What `config/configuration.yml` says under `livename`.
  def self.setting(name)
    (Redmine::Configuration["livename"] || {}).fetch(name)
  end

  # A JSON Web Token for a person, which the Livename server takes for five minutes.
  module Token
    def self.for(address)
      key = Base64.urlsafe_decode64(File.read(Livename.setting("key")).strip)
      claims = { iss: Livename.setting("issuer"), aud: "livename", sub: address, exp: Time.now.to_i + 300 }
      signed = [{ alg: "HS256", typ: "JWT" }, claims].map { |part| encode(JSON.generate(part)) }.join(".")
      "#{signed}.#{encode(OpenSSL::HMAC.digest("SHA256", key, signed))}"
    end

    def self.encode(bytes)
      Base64.urlsafe_encode64(bytes, padding: false)
    end
  end
end
