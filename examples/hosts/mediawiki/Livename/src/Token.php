<?php

namespace Livename;

/** A JSON Web Token for a person, which the Livename server takes for five minutes. */
class Token
{
    public static function for(string $address, string $issuer, string $keyFile): string
    {
        $key = base64_decode(strtr(trim(file_get_contents($keyFile)), '-_', '+/'));
        $claims = ['iss' => $issuer, 'aud' => 'livename', 'sub' => $address, 'exp' => time() + 300];
        $signed = self::part(['alg' => 'HS256', 'typ' => 'JWT']) . '.' . self::part($claims);
        return $signed . '.' . self::encode(hash_hmac('sha256', $signed, $key, true));
    }

    private static function part(array $content): string
    {
        return self::encode(json_encode($content));
    }

    private static function encode(string $bytes): string
    {
        return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
    }
}
