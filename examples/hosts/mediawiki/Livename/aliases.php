<?php
// Writes who is who for `livename people import`, of people whose mail address is confirmed:
// php extensions/Livename/aliases.php > wiki.csv
require_once (getenv('MW_INSTALL_PATH') ?: __DIR__ . '/../..') . '/maintenance/Maintenance.php';

class LivenameAliases extends Maintenance
{
    public function execute()
    {
        $columns = ['user_email', 'user_real_name', 'user_name'];
        $confirmed = ['user_email_authenticated IS NOT NULL'];
        $out = fopen('php://stdout', 'w');
        fputcsv($out, ['address', 'name', 'alias:wiki']);
        foreach ($this->getDB(DB_REPLICA)->select('user', $columns, $confirmed, __METHOD__) as $user) {
            fputcsv($out, [$user->user_email, $user->user_real_name ?: $user->user_name, $user->user_name]);
        }
    }
}

$maintClass = LivenameAliases::class;
require_once RUN_MAINTENANCE_IF_MAIN;
