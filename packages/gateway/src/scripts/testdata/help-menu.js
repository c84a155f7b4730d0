// A menu in the manner of scripts that run on Telerivet: language, place, kind of help, call back.
var CENTRE = 'CENTRE_URL';

var texts = {
  1: { place: 'Where are you?', places: ['Dakar', 'Touba', 'Thies'], wrong: 'Please choose again.' },
  2: { place: 'Ou etes-vous ?', places: ['Dakar', 'Touba', 'Thies'], wrong: 'Choisissez encore.' },
};

function list(items) {
  var lines = [];
  for (var i = 0; i < items.length; i++) lines.push(i + 1 + ') ' + items[i]);
  return lines.join('\n');
}

function words() {
  return texts[call.vars.language_option] || texts[1];
}

function askPlace() {
  sendReply(words().place + '\n' + list(words().places));
  promptDigits('location_option');
}

function main() {
  console.log('a session begins');
  sendReply('Choose a language\n1) English\n2) Francais');
  promptDigits('language_option');
}

addInputHandler('language_option', function (input) {
  if (!texts[input]) {
    sendReply('Please choose 1 or 2.');
    promptDigits('language_option');
    return;
  }
  askPlace();
});

addInputHandler('location_option', function (input) {
  if (!words().places[input - 1]) {
    sendReply(words().wrong);
    askPlace();
    return;
  }
  sayText('What do you need?\n1) Shelter\n2) Legal advice\n3) Food and clothing');
  promptDigits('support_type_option', { submitOnHash: false, maxDigits: 1, timeout: 180 });
});

addInputHandler('support_type_option', function () {
  sendReply('May we call you back?\n1) Yes\n2) No');
  promptDigits('callback_option');
});

addInputHandler('callback_option', function (input) {
  if (input == '2') {
    sendReply('Thank you');
    return;
  }
  if (input != '1') {
    sendReply('Please choose 1 or 2.');
    promptDigits('callback_option');
    return;
  }
  var calls = project.getOrCreateDataTable('Calls');
  var cursor = calls.queryRows({ vars: { 'Phone Number': call.from_number } });
  cursor.limit(50);
  var before = 0;
  while (cursor.hasNext()) {
    cursor.next();
    before += 1;
  }
  calls.createRow({
    from_number: call.from_number,
    vars: { 'Phone Number': call.from_number, place: words().places[call.vars.location_option - 1] },
  });
  contact.vars.calls = (contact.vars.calls || 0) + 1;
  var response = httpClient.request(CENTRE, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    data: JSON.stringify({
      from_number: call.from_number,
      to_number: call.to_number,
      earlier_calls: before,
      taskData: call.vars,
    }),
  });
  console.log('the centre says ' + response.status + ' ' + response.content);
});
