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
