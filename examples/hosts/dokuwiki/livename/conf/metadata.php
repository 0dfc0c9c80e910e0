<?php

$meta['server'] = ['string'];
$meta['issuer'] = ['string'];
$meta['key'] = ['string'];
