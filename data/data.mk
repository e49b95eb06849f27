# What a person gets with the program, installed as it lies here: $(pkgdatadir)/data/tutorial, $(pkgdatadir)/data/samples.
nobase_dist_pkgdata_DATA += \
	data/tutorial/MyAPIStateMachine.asl.json \
	data/tutorial/tests/MyAPIStateMachine.test.json data/tutorial/functions/functions.json data/tutorial/functions/mock_api.py \
	data/tutorial/inputs/MyAPIStateMachine/200.json data/tutorial/inputs/MyAPIStateMachine/429.json \
	data/tutorial/inputs/MyAPIStateMachine/503.json data/tutorial/inputs/MyAPIStateMachine/999.json

nobase_dist_pkgdata_DATA += \
	data/samples/Approval.asl.json \
	data/samples/Inventory.asl.json \
	data/samples/OrderRouting.asl.json \
	data/samples/Payment.asl.json \
	data/samples/Reminder.asl.json \
	data/samples/TripBooking.asl.json \
	data/samples/VideoJob.asl.json \
	data/samples/WeatherReport.asl.json \
	data/samples/functions/functions.json \
	data/samples/functions/jobs.py \
	data/samples/functions/shop.py \
	data/samples/functions/travel.py \
	data/samples/functions/weather.py \
	data/samples/inputs/Approval/laptop.json \
	data/samples/inputs/Inventory/no-lines.json \
	data/samples/inputs/Inventory/three-lines.json \
	data/samples/inputs/OrderRouting/gold.json \
	data/samples/inputs/OrderRouting/new-and-large.json \
	data/samples/inputs/OrderRouting/no-total.json \
	data/samples/inputs/OrderRouting/standard.json \
	data/samples/inputs/Payment/bank-unreachable.json \
	data/samples/inputs/Payment/declined.json \
	data/samples/inputs/Payment/out-of-stock.json \
	data/samples/inputs/Payment/paid.json \
	data/samples/inputs/Reminder/a-minute.json \
	data/samples/inputs/Reminder/at-a-moment.json \
	data/samples/inputs/Reminder/in-an-hour.json \
	data/samples/inputs/TripBooking/no-hotel.json \
	data/samples/inputs/TripBooking/with-car.json \
	data/samples/inputs/TripBooking/without-car.json \
	data/samples/inputs/VideoJob/breaks.json \
	data/samples/inputs/VideoJob/short-film.json \
	data/samples/inputs/WeatherReport/always-busy.json \
	data/samples/inputs/WeatherReport/busy-twice.json \
	data/samples/inputs/WeatherReport/sunny.json \
	data/samples/inputs/WeatherReport/unknown-city.json \
	data/samples/mocks/Approval.json \
	data/samples/mocks/Approval.silence.json \
	data/samples/mocks/Approval.slow-yes.json

# A handler that is a program must be executable where it is installed.
nobase_dist_pkgdata_SCRIPTS = data/samples/functions/receipt.sh

# Templates of aslant new.
nobase_dist_pkgdata_DATA += \
	data/templates/approval/HumanApproval.asl.json \
	data/templates/approval/README.md \
	data/templates/approval/inputs/HumanApproval/laptop.json \
	data/templates/approval/mocks/no.json \
	data/templates/approval/mocks/silence.json \
	data/templates/approval/mocks/yes.json \
	data/templates/approval/tests/HumanApproval.test.json \
	data/templates/circuit-breaker/CircuitBreaker.asl.json \
	data/templates/circuit-breaker/README.md \
	data/templates/circuit-breaker/aslant.json \
	data/templates/circuit-breaker/functions/functions.json \
	data/templates/circuit-breaker/functions/service.py \
	data/templates/circuit-breaker/inputs/CircuitBreaker/down.json \
	data/templates/circuit-breaker/inputs/CircuitBreaker/up.json \
	data/templates/circuit-breaker/mocks/open.json \
	data/templates/circuit-breaker/tests/CircuitBreaker.test.json \
	data/templates/fan-out/FanOut.asl.json \
	data/templates/fan-out/README.md \
	data/templates/fan-out/functions/functions.json \
	data/templates/fan-out/functions/shop.py \
	data/templates/fan-out/inputs/FanOut/all.json \
	data/templates/fan-out/inputs/FanOut/no-invoices.json \
	data/templates/fan-out/mocks/no-tickets.json \
	data/templates/fan-out/tests/FanOut.test.json \
	data/templates/hello/HelloWorld.asl.json \
	data/templates/hello/README.md \
	data/templates/hello/inputs/HelloWorld/ada.json \
	data/templates/hello/inputs/HelloWorld/nobody.json \
	data/templates/hello/tests/HelloWorld.test.json \
	data/templates/map/MapWithPoison.asl.json \
	data/templates/map/README.md \
	data/templates/map/functions/functions.json \
	data/templates/map/functions/work.py \
	data/templates/map/inputs/MapWithPoison/all-good.json \
	data/templates/map/inputs/MapWithPoison/none.json \
	data/templates/map/inputs/MapWithPoison/one-poison.json \
	data/templates/map/mocks/second-fails.json \
	data/templates/map/tests/MapWithPoison.test.json \
	data/templates/poll/PollLoop.asl.json \
	data/templates/poll/README.md \
	data/templates/poll/functions/functions.json \
	data/templates/poll/functions/jobs.py \
	data/templates/poll/inputs/PollLoop/breaks.json \
	data/templates/poll/inputs/PollLoop/film.json \
	data/templates/poll/mocks/done-at-third.json \
	data/templates/poll/mocks/never-done.json \
	data/templates/poll/tests/PollLoop.test.json \
	data/templates/retry/README.md \
	data/templates/retry/RetryWithBackoff.asl.json \
	data/templates/retry/functions/functions.json \
	data/templates/retry/functions/quote.py \
	data/templates/retry/inputs/RetryWithBackoff/at-once.json \
	data/templates/retry/inputs/RetryWithBackoff/busy-twice.json \
	data/templates/retry/inputs/RetryWithBackoff/unknown.json \
	data/templates/retry/mocks/always-busy.json \
	data/templates/retry/mocks/busy-twice.json \
	data/templates/retry/tests/RetryWithBackoff.test.json \
	data/templates/saga/BookTrip.asl.json \
	data/templates/saga/README.md \
	data/templates/saga/functions/functions.json \
	data/templates/saga/functions/travel.py \
	data/templates/saga/inputs/BookTrip/all.json \
	data/templates/saga/inputs/BookTrip/no-car.json \
	data/templates/saga/inputs/BookTrip/no-hotel.json \
	data/templates/saga/mocks/no-car.json \
	data/templates/saga/tests/BookTrip.test.json
