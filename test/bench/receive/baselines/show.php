<?php
// What an integrator writes in five minutes: every field of the request into PHP's error log.
error_log('------');
foreach ($_GET + $_POST as $name => $value) {
    error_log($name . ' => ' . (is_array($value) ? json_encode($value) : $value));
}
header('Content-Type: text/plain');
header('Content-Length: 2');
echo 'ok';
