// biome-ignore-all lint: this is ECMAScript 5, for the engine of Telerivet

/*
 * Ujumbe for Telerivet: paste this into a USSD service of kind "Cloud Script API" and fill in the two lines below.
 * It passes every step of a session on to the gateway and shows what the gateway answers. The menu itself lives there.
 */
var GATEWAY_URL = 'https://gateway.example/ussd/TOKEN';
var GATEWAY_SECRET = 'SECRET';

/* Shown when the gateway cannot be reached, in the languages of your subscribers; at most 182 characters. */
var APOLOGY =
  'Service is temporarily unavailable. Please try again later.\n' +
  'Service momentanément indisponible. Réessayez plus tard.';

var INPUT = 'ujumbe_input';

function main() {
  call.vars.ujumbe_session = call.id || call.from_number + '-' + new Date().getTime();
  call.vars.ujumbe_step = '0';
  passOn(null);
}

addInputHandler(INPUT, function (input) {
  call.vars.ujumbe_step = nextStep(call.vars.ujumbe_step);
  passOn(input);
});

/* Where variables are not kept between steps, the time still tells one step from the next. */
function nextStep(step) {
  return String(/^\d+$/.test(step) ? Number(step) + 1 : new Date().getTime());
}

function passOn(input) {
  var screen = askGateway({
    v: 1,
    session: call.id || call.vars.ujumbe_session,
    step: call.vars.ujumbe_step,
    from: call.from_number,
    to: call.to_number,
    input: input === null ? null : String(input),
    project: project && project.id,
  });
  sendReply(screen.text);
  if (screen.action === 'continue') {
    promptDigits(INPUT);
  }
}

/* The screen the gateway answers, or the apology. */
function askGateway(step) {
  var response, screen;
  try {
    response = httpClient.request(GATEWAY_URL, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: 'Bearer ' + GATEWAY_SECRET },
      data: JSON.stringify(step),
    });
    screen = response.status === 200 ? JSON.parse(response.content) : null;
    if (screen !== null && typeof screen.text === 'string') {
      return screen;
    }
    console.log('The gateway answered no screen, with status ' + response.status + '.');
  } catch (error) {
    console.log('The gateway was not reached: ' + error);
  }
  return { text: APOLOGY, action: 'end' };
}
