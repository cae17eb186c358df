@NullMarked
package io.routelb.bench.bgp;

import org.jspecify.annotations.NullMarked;
