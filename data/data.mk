# What a person gets with the program, installed as it lies here: $(pkgdatadir)/data/tutorial, $(pkgdatadir)/data/samples.
nobase_dist_pkgdata_DATA += \
	data/tutorial/MyAPIStateMachine.asl.json \
	data/tutorial/functions/functions.json data/tutorial/functions/mock_api.py \
	data/tutorial/inputs/MyAPIStateMachine/200.json data/tutorial/inputs/MyAPIStateMachine/429.json \
	data/tutorial/inputs/MyAPIStateMachine/503.json data/tutorial/inputs/MyAPIStateMachine/999.json
