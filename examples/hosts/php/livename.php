<?php

/** Where the Livename server is, and what this site signs tokens with. */
const LIVENAME = [
    'server' => 'https://im.example.com',
    'issuer' => 'https://www.example.com',
    'key' => '/etc/livename/site.key',
];

/** The script tag, for the head of pages of somebody who is signed in. */
function livename_script(): string
{
    $attributes = [
        'src' => LIVENAME['server'] . '/livename.js',
        'data-scan' => '',
        'data-scan-application' => 'site',
        'data-scan-map' => 'a[href*="/author/"] -> {uid}',
        'data-scan-names' => '.comment-author .fn',
        'data-token' => '/livename-token.php',
    ];
    $tag = '<script';
    foreach ($attributes as $name => $value) {
        $tag .= " $name=\"" . htmlspecialchars($value) . '"';
    }
    return "$tag></script>";
}

/** A JSON Web Token for a person, which the Livename server takes for five minutes. */
function livename_token(string $address): string
{
    $encode = fn (string $bytes) => rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
    $key = base64_decode(strtr(trim(file_get_contents(LIVENAME['key'])), '-_', '+/'));
    $claims = ['iss' => LIVENAME['issuer'], 'aud' => 'livename', 'sub' => $address, 'exp' => time() + 300];
    $signed = $encode(json_encode(['alg' => 'HS256', 'typ' => 'JWT'])) . '.' . $encode(json_encode($claims));
    return "$signed." . $encode(hash_hmac('sha256', $signed, $key, true));
}
