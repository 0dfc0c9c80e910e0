<?php
// Answers with a token for whoever is signed in to the site.
require __DIR__ . '/livename.php';

session_start();
header('Content-Type: text/plain');
header('Cache-Control: no-store');
// Replace by how your site knows who is signed in; never by what a request says.
$address = $_SESSION['mail'] ?? null;
if ($address === null) {
    // Not 401: browsers would write it on the console of each page.
    http_response_code(204);
    exit;
}
echo livename_token($address);
