package io.routelb.bench;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** What processors several processes took since it began: unlike a rate, nearly the same however busy the machine is. */
final class CpuMeter {
    private final Map<String, ProcessHandle> processes = new LinkedHashMap<>();
    private final Map<String, Duration> before = new LinkedHashMap<>();

    /** This process, and others by a name of their own. */
    CpuMeter(Map<String, Long> others) {
        processes.put("bench", ProcessHandle.current());
        others.forEach((name, pid) -> ProcessHandle.of(pid).ifPresent(process -> processes.put(name, process)));
        begin();
    }

    /** Counts from here on. */
    void begin() {
        processes.forEach((name, process) -> before.put(name, taken(process)));
    }

    /** Microseconds of processor time for each of {@code count}, by process. */
    Map<String, Long> microsEach(int count) {
        Map<String, Long> each = new LinkedHashMap<>();
        processes.forEach((name, process) -> each.put(
                name,
                taken(process).minus(before.getOrDefault(name, Duration.ZERO)).toNanos() / 1_000 / count));
        return each;
    }

    private static Duration taken(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
