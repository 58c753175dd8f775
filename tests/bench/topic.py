from libs.common.events.envelope import Topic

PROBES = Topic("aftercare.bench.probes", "bench", "records that show who reads which partition")
