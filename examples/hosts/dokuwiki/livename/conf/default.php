<?php

$conf['server'] = 'https://im.example.com';
$conf['issuer'] = 'https://wiki.example.com';
$conf['key'] = '/etc/livename/wiki.key';
