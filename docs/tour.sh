#!/usr/bin/env bash
# From an empty database to an award, with curl: publish, submit, instruct, vote, award.
# Usage: bash docs/tour.sh http://127.0.0.1:3000 <one-time password of the first administrator> [its address]
set -euo pipefail

api=${1:?address of the API}
one_time=${2:?one-time password printed by the first start}
admin_email=${3:-admin@cofund.invalid}
password="tour-$(node -p 'crypto.randomUUID()')"

key() { node -p 'crypto.randomUUID()'; }
# field NAME: one field of the JSON on standard input, e.g. `field id`, `field items.0.id`
field() { node -e 'let v=JSON.parse(require("fs").readFileSync(0,"utf8"));for(const k of process.argv[1].split("."))v=v[k];console.log(v)' "$1"; }

seat_of() { node -e 'console.log(JSON.parse(require("fs").readFileSync(0,"utf8")).members.find(m=>m.personId===process.argv[1]).id)' "$1"; }

# call METHOD PATH TOKEN [BODY] [IF-MATCH]: the token is empty before the login. Prints the body; stops on a refusal, which says what to do.
call() {
  local method=$1 path=$2 token=$3 body=${4:-} match=${5:-} answer status
  local args=(-sS -X "$method" "$api$path" -w '\n%{http_code}')
  [ -n "$token" ] && args+=(-H "Authorization: Bearer $token")
  [ "$method" = POST ] && args+=(-H "Idempotency-Key: $(key)") && body=${body:-'{}'}
  [ -n "$body" ] && args+=(-H 'Content-Type: application/json' -d "$body")
  [ -n "$match" ] && args+=(-H "If-Match: $match")
  answer=$(curl "${args[@]}")
  status=${answer##*$'\n'}
  answer=${answer%$'\n'*}
  if [ "$status" -ge 400 ]; then echo "$method $path: $status $answer" >&2; exit 1; fi
  printf '%s\n' "$answer"
}
etag() { curl -sS -o /dev/null -D - "$api$1" -H "Authorization: Bearer $2" | tr -d '\r' | sed -n 's/^[Ee][Tt]ag: //p'; }
# act PATH EVENT TOKEN [BODY]: on the version just read
act() { call POST "$1/$2" "$3" "${4:-}" "$(etag "$1" "$3")"; }
login() { call POST /v1/auth/login '' "{\"email\":\"$1\",\"password\":\"$2\"}" | field accessToken; }

echo '1. The administrator replaces the one-time password and creates the people'
call POST /v1/auth/password '' "{\"email\":\"$admin_email\",\"currentPassword\":\"$one_time\",\"newPassword\":\"$password\"}" >/dev/null
admin=$(login "$admin_email" "$password")
siret=21310555400017
town=$(call POST /v1/organisations "$admin" "{\"siret\":\"$siret\",\"name\":\"Commune de la visite\",\"holderType\":\"COMMUNE\",\"department\":\"31\"}" | field id)
# person ADDRESS ROLE SCOPE: prints "id token"
person() {
  local id own
  # A password that holds its owner's name or address is refused.
  own="tour-$(key)"
  id=$(call POST /v1/people "$admin" "{\"email\":\"$1@visite.example\",\"givenName\":\"Visite\",\"familyName\":\"$1\",\"oneTimePassword\":\"$password-once\"}" | field id)
  call POST /v1/grants "$admin" "{\"personId\":\"$id\",\"role\":\"$2\",$3}" >/dev/null
  call POST /v1/auth/password '' "{\"email\":\"$1@visite.example\",\"currentPassword\":\"$password-once\",\"newPassword\":\"$own\"}" >/dev/null
  echo "$id $(login "$1@visite.example" "$own")"
}
region='"territory":"REG-76"' department='"territory":"DEP-31"'
read -r _ manager < <(person gestionnaire CALL_MANAGER "$region")
read -r _ mayor < <(person mairie HOLDER_REPRESENTATIVE "\"organisationId\":\"$town\"")
read -r caf_id caf < <(person caf CAF_INSTRUCTOR "$department")
read -r ddets_id ddets < <(person ddets DDETS_INSTRUCTOR "$department")
read -r _ secretary < <(person secretariat COMMITTEE_SECRETARY "$department")
read -r prefect_id prefect < <(person prefecture COMMITTEE_PRESIDENT "$department")
read -r member_id member < <(person membre COMMITTEE_MEMBER "$department")
read -r _ jury < <(person jury REGIONAL_JURY "$region")
read -r _ state < <(person etat STATE_OFFICER "$region")
read -r _ cnaf < <(person cnaf CNAF_OFFICER "$region")

echo '2. Publish a call'
year=$(date -u +%Y)
settings=$(call GET /v1/call-templates/fipe-2023 "$manager" | node -e 'console.log(JSON.stringify({...JSON.parse(require("fs").readFileSync(0,"utf8")).settings,documentsByUpload:false}))')
# The deadline is in half a minute: the tour waits for it, as everybody must.
deadline=$(node -p 'new Date(Date.now()+30e3).toISOString().slice(0,19)')
call_id=$(call POST /v1/calls "$manager" "{\"title\":\"Appel de la visite\",\"edition\":$year,\"text\":\"Texte de l’appel\",\"region\":\"76\",\"departments\":[\"31\"],
  \"timeZone\":\"UTC\",\"opensLocal\":\"$year-01-01T00:00:00\",\"deadlineLocal\":\"$deadline\",\"budgetYears\":[$year],
  \"funders\":[{\"code\":\"STATE\",\"name\":\"État\",\"family\":\"STATE\",\"weight\":1,\"officerRole\":\"STATE_OFFICER\"},{\"code\":\"CNAF\",\"name\":\"Cnaf\",\"family\":\"FAMILY_BRANCH\",\"weight\":1,\"officerRole\":\"CNAF_OFFICER\"}],
  \"envelopes\":[{\"funderCode\":\"STATE\",\"year\":$year,\"cents\":5000000},{\"funderCode\":\"CNAF\",\"year\":$year,\"cents\":5000000}],\"settings\":$settings}" | field id)
act "/v1/calls/$call_id" publish "$manager" >/dev/null

echo '3. Submit a dossier'
application=$(call POST /v1/applications "$mayor" "{\"callId\":\"$call_id\",\"organisationId\":\"$town\",\"department\":\"31\",\"title\":\"Micro-crèche à horaires étendus\"}" | field id)
dossier=/v1/applications/$application
documents=$(node -e 'const s=JSON.parse(process.argv[1]);console.log(JSON.stringify(s.requiredDocuments.filter(d=>!d.holderTypes.length||d.holderTypes.includes("COMMUNE")).map(d=>({code:d.code,provided:"ATTACHED",reference:"pièce"}))))' "$settings")
call PATCH "$dossier" "$mayor" "{\"place\":\"Commune de la visite\",\"summary\":\"Douze places de 5 h 30 à 22 h.\",\"axes\":[\"DIVERSIFICATION\"],\"targetPublic\":\"Parents en horaires atypiques\",\"beneficiaries\":30,
  \"startsOn\":\"$year-01-01\",\"endsOn\":\"$year-12-31\",\"requestedYears\":[{\"year\":$year,\"cents\":2500001}],
  \"budget\":{\"lines\":[{\"side\":\"EXPENSE\",\"nature\":\"OPERATING\",\"year\":$year,\"label\":\"Fonctionnement\",\"cents\":3600001},{\"side\":\"INCOME\",\"family\":\"OWN\",\"year\":$year,\"label\":\"Budget communal\",\"cents\":1100000}]},
  \"documents\":$documents,\"declarations\":{\"accurate\":true}}" "$(etag "$dossier" "$mayor")" >/dev/null
act "$dossier" submit "$mayor" | node -e 'const a=JSON.parse(require("fs").readFileSync(0,"utf8"));console.log("  ",a.number,a.state)'

echo '4. Wait for the deadline, then instruct jointly: each agency without seeing the other'
act "$dossier" accept-completeness "$caf" >/dev/null
until [ "$(call GET "/v1/calls/$call_id" "$manager" | field state)" = CLOSED ]; do sleep 1; done
act "/v1/calls/$call_id" start-examination "$manager" >/dev/null
scores=$(node -e 'const s=JSON.parse(process.argv[1]);console.log(JSON.stringify(s.grid.criteria.flatMap(c=>c.sub.map(x=>({code:x.code,met:true,comment:"Vu"})))))' "$settings")
for agency in CAF DDETS; do
  if [ $agency = CAF ]; then examiner=$caf examiner_id=$caf_id; else examiner=$ddets examiner_id=$ddets_id; fi
  instruction=/v1/instructions/$(call GET "$dossier/instructions" "$examiner" | node -e 'console.log(JSON.parse(require("fs").readFileSync(0,"utf8")).items.find(i=>i.agencyKind===process.argv[1]).id)' $agency)
  act "$instruction" assign "$examiner" "{\"examinerId\":\"$examiner_id\"}" >/dev/null
  echo "$instruction $examiner"
done > "${TMPDIR:-/tmp}/tour.$$"
while read -r instruction examiner; do
  act "$instruction" declare-no-interest "$examiner" >/dev/null
  act "$instruction" score "$examiner" "{\"scores\":$scores}" >/dev/null
  act "$instruction" sign "$examiner" "{\"opinion\":\"FAVOURABLE\",\"reasons\":\"Besoin établi.\",\"years\":[{\"year\":$year,\"cents\":2500001}]}" >/dev/null
done < "${TMPDIR:-/tmp}/tour.$$"
rm -f "${TMPDIR:-/tmp}/tour.$$"

echo '5. Vote in committee'
committee=$(call POST /v1/committees "$secretary" '{"department":"31","name":"Comité de la visite","kind":"CDSF"}' | field id)
president_seat=$(call POST "/v1/committees/$committee/members" "$secretary" "{\"personId\":\"$prefect_id\",\"college\":\"Présidence\",\"capacity\":\"préfet\",\"president\":true}" | seat_of "$prefect_id")
member_seat=$(call POST "/v1/committees/$committee/members" "$secretary" "{\"personId\":\"$member_id\",\"college\":\"UDAF\",\"capacity\":\"présidente\",\"president\":false}" | seat_of "$member_id")
soon=$(node -p 'new Date(Date.now()+8e3).toISOString()')
session=/v1/sessions/$(call POST /v1/sessions "$secretary" "{\"committeeId\":\"$committee\",\"callId\":\"$call_id\",\"scheduledAt\":\"$soon\",\"place\":\"Préfecture\",\"applicationIds\":[\"$application\"]}" | field id)
act "$session" convene "$secretary" '{"urgencyMotive":"Visite guidée : moins de cinq jours avant la séance."}' >/dev/null
act "$session" record-arrival "$secretary" "{\"memberId\":\"$president_seat\"}" >/dev/null
act "$session" record-arrival "$secretary" "{\"memberId\":\"$member_seat\"}" >/dev/null
# No session opens before its hour.
node -e 'setTimeout(()=>{},Math.max(0,Date.parse(process.argv[1])-Date.now()+200))' "$soon"
act "$session" open "$prefect" >/dev/null
item=$(call GET "$session" "$secretary" | field items.0.id)
call POST "$session/open-item" "$prefect" "{\"itemId\":\"$item\",\"proposal\":\"FAVOURABLE\",\"years\":[{\"year\":$year,\"cents\":2500001}]}" >/dev/null
for voter in "$prefect" "$member"; do
  call POST "$session/vote" "$voter" "{\"itemId\":\"$item\",\"choice\":\"FOR\"}" "\"$(call GET "$session" "$voter" | field items.0.version)\"" >/dev/null
done
call POST "$session/close-item" "$prefect" "{\"itemId\":\"$item\"}" >/dev/null
act "$session" close "$prefect" >/dev/null

echo '6. Select, then award: each funder decides its half'
act "/v1/calls/$call_id" start-selection "$jury" >/dev/null
act "$dossier" shortlist "$jury" "{\"years\":[{\"year\":$year,\"cents\":2500001}]}" >/dev/null
award=/v1/awards/$(call GET /v1/awards "$jury" | node -e 'console.log(JSON.parse(require("fs").readFileSync(0,"utf8")).items.find(a=>a.applicationId===process.argv[1]).id)' "$application")
for funder in STATE CNAF; do
  if [ $funder = STATE ]; then officer=$state; else officer=$cnaf; fi
  version=$(call GET "$award" "$officer" | node -e 'console.log(JSON.parse(require("fs").readFileSync(0,"utf8")).legs.find(l=>l.funder.code===process.argv[1]).version)' $funder)
  call POST "$award/legs/$funder/decide" "$officer" "{\"decisionNumber\":\"$funder-1\",\"decisionDate\":\"$(date -u +%F)\",\"authority\":\"Autorité de la visite\"}" "\"$version\"" >/dev/null
done
call GET "$dossier" "$mayor" | node -e 'const a=JSON.parse(require("fs").readFileSync(0,"utf8"));console.log("  ",a.number,a.state)'
call GET "/v1/calls/$call_id/cofunding" "$jury"
