(inner) => {
  inner.provide('require', (name) => {
    throw new Error(
      `require("${name}"): modules of a Git repository are not read here. Join the script and its modules into one file, for example with "esbuild main.js --bundle --format=iife"`,
    );
  });
  inner.refuse(globalThis, '', [
    'sendEmail',
    'sendSms',
    'scheduleMessage',
    'sendAirtime',
    'forwardMessage',
    'forwardCall',
    'dial',
    'recordAudio',
    'waitForDigits',
    'invokeService',
    'sleep',
    'setTimeout',
    'setInterval',
  ]);
};
