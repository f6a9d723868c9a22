// SPDX-License-Identifier: Apache-2.0
// The order of names that come without one.
#ifndef AURICLE_LIB_BASE_CLASS_ORDER_H_
#define AURICLE_LIB_BASE_CLASS_ORDER_H_

#include <string>
#include <vector>

namespace auricle {

// `names` sorted and without duplicates: by number if all are whole numbers ("2" before "10"), else
// by bytes.
std::vector<std::string> SortClasses(std::vector<std::string> names);

}  // namespace auricle

#endif  // AURICLE_LIB_BASE_CLASS_ORDER_H_
