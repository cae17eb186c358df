/**
 * The lab's program: its command line, and the wiring of a whole lab. In: arguments from {@code bin/lab}, which has already
 * made the private mounts and the process namespace. Out: a running lab, or a scenario's verdict. Not here: what is tested.
 */
@NullMarked
package io.routelb.lab.app;

import org.jspecify.annotations.NullMarked;
