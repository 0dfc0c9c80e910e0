get "livename/token", to: "livename#token"
